// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Button } from '../../../extension/ui/button.tsx'
import { NumberField } from '../../../extension/ui/number-field.tsx'
import { Switch } from '../../../extension/ui/switch.tsx'
import { Tabs } from '../../../extension/ui/tabs.tsx'

afterEach(cleanup)

describe('Switch', () => {
  it('asks its owner and does not turn by itself', () => {
    const onToggle = vi.fn()
    render(<Switch label="SMS" checked={false} onToggle={onToggle} />)
    const control = screen.getByRole('switch', { name: 'SMS' })
    fireEvent.click(control)
    expect(onToggle).toHaveBeenCalledTimes(1)
    expect(control.getAttribute('aria-checked')).toBe('false')
  })

  it('pending: says so, keeps the focus, takes no click', () => {
    const onToggle = vi.fn()
    render(<Switch label="SMS" checked onToggle={onToggle} pending pendingLabel="Saving…" />)
    const control = screen.getByRole('switch', { name: 'SMS' })
    control.focus()
    fireEvent.click(control)
    expect(onToggle).not.toHaveBeenCalled()
    expect(document.activeElement).toBe(control)
    expect(control.getAttribute('aria-busy')).toBe('true')
    expect(screen.getByRole('status').textContent).toBe('Saving…')
  })
})

describe('NumberField', () => {
  const field = (props: Partial<Parameters<typeof NumberField>[0]> = {}) =>
    render(<NumberField label="Price" value="1.05" onInput={() => undefined} {...props} />)

  it('ties unit, hint and error to the input', () => {
    field({ unit: 'USD', error: 'Enter a number.' })
    const input = screen.getByLabelText('Price')
    const told = (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
    expect(told).toEqual(['Enter a number.', 'USD'])
    expect(input.getAttribute('aria-invalid')).toBe('true')
  })

  it.each([
    ['ArrowUp', {}, 1, false],
    ['ArrowDown', {}, -1, false],
    ['ArrowUp', { shiftKey: true }, 1, true],
    ['PageDown', {}, -1, true],
  ] as const)('%s %j steps by %i, large %s', (key, modifiers, direction, large) => {
    const onStep = vi.fn()
    field({ onStep })
    fireEvent.keyDown(screen.getByLabelText('Price'), { key, ...modifiers })
    expect(onStep).toHaveBeenCalledWith(direction, large)
  })

  it('hands on the text as it was typed, never a number', () => {
    const onInput = vi.fn()
    field({ onInput })
    fireEvent.input(screen.getByLabelText('Price'), { target: { value: '1,050' } })
    expect(onInput).toHaveBeenCalledWith('1,050')
  })
})

describe('Button', () => {
  it('pending takes no click', () => {
    const onClick = vi.fn()
    render(
      <Button pending onClick={onClick}>
        Connect
      </Button>,
    )
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(onClick).not.toHaveBeenCalled()
  })
})

describe('Tabs', () => {
  it('arrows, Home and End move round, and only the open tab is a stop', () => {
    const onChange = vi.fn()
    const tabs = ['a', 'b', 'c'].map((id) => ({ id, label: id, content: () => id }))
    render(<Tabs label="Views" tabs={tabs} current="a" onChange={onChange} />)
    const list = screen.getByRole('tablist', { name: 'Views' })
    for (const key of ['ArrowRight', 'ArrowLeft', 'End', 'Home']) fireEvent.keyDown(list, { key })
    expect(onChange.mock.calls.flat()).toEqual(['b', 'c', 'c', 'a'])
    expect(screen.getAllByRole('tab').map((tab) => tab.tabIndex)).toEqual([0, -1, -1])
    expect(screen.getByRole('tabpanel', { name: 'a' }).textContent).toBe('a')
  })
})
