/** 'closed' in what is shipped, 'open' in the build the tests use (wxt.config.ts). */
declare const __SHADOW_MODE__: ShadowRootMode
