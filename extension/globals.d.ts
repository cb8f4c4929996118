/** 'closed' in what is shipped, 'open' in the build the tests use (wxt.config.ts). */
declare const __SHADOW_MODE__: ShadowRootMode
/** The popup's services with their dated costs, written by the build (extension/entrypoints/popup/margin/shipped-costs.ts). */
declare const __SHIPPED_SERVICES__: readonly import('./entrypoints/popup/margin/services.ts').ShippedService[]
