import { Slider } from '../../../ui/slider.tsx'
import { multiplierText, plain } from '../../../i18n/figures.ts'
import { formatMultiplier, parseMultiplier } from '../../../../shared/margin/parse.ts'
import { PPM } from '../../../../shared/money/nano.ts'
import { t } from '../text.ts'

const QUICK = ['1.05', '1.2', '1.5', '2', '3'] as const
/** The slider runs from 1x to 3x by a hundredth. */
const STEP_PPM = 10_000n
const STEPS = 200

interface StepsProps {
  label: string
  ppm: bigint
  /** What a screen reader says for a multiplier. */
  spoken: (multiplier: string) => string
  onChoose: (ppm: bigint) => void
}

/** The multipliers people ask for first, each one click; and a slider between them. */
export function Steps({ label, ppm, spoken, onChoose }: StepsProps) {
  const now = formatMultiplier(ppm)
  return (
    <div class="steps">
      <Slider
        name="slider"
        label={label}
        position={positionOf(ppm)}
        steps={STEPS}
        valueText={spoken(multiplierText(ppm))}
        onMove={(position) => onChoose(PPM + BigInt(position) * STEP_PPM)}
      />
      <div class="quick" role="group" aria-label={t('quick.label')}>
        {QUICK.map((value) => (
          <button
            key={value}
            type="button"
            class="quick-step"
            aria-pressed={value === now}
            onClick={() => onChoose(parseMultiplier(value))}
          >
            {plain(value)}×
          </button>
        ))}
      </div>
    </div>
  )
}

function positionOf(ppm: bigint): number {
  if (ppm <= PPM) return 0
  const position = (ppm - PPM) / STEP_PPM
  return position > BigInt(STEPS) ? STEPS : Number(position)
}
