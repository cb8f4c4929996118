export interface SliderProps {
  label: string
  /** Position 0 … `steps`: a place on the scale, not an amount. The owner maps it to its exact value. */
  position: number
  steps: number
  /** What a screen reader says for the position: "1.05 times". */
  valueText: string
  onMove: (position: number) => void
  name?: string
}

/** A range control over whole positions, so that no amount passes through a float. */
export function Slider(props: SliderProps) {
  return (
    <input
      class="rl-slider"
      type="range"
      min={0}
      max={props.steps}
      step={1}
      name={props.name}
      value={props.position}
      aria-label={props.label}
      aria-valuetext={props.valueText}
      onInput={(event) => props.onMove(event.currentTarget.valueAsNumber)}
    />
  )
}
