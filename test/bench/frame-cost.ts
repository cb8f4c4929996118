/** CPU time of single frames on a page's main thread, read from a trace (the browser's Tracing domain). */

/** What is read of a trace event (Trace Event Format): times in µs, `tdur` in ticks of the thread's own clock. */
export interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  tdur?: number
}

/** One frame, in ms of CPU time. */
export interface FrameCost {
  /** Collecting garbage. */
  garbage: number
  /** All else: scripts, the page's and ours; style, layout, paint. */
  work: number
}

/**
 * Tasks, collections of garbage, marks of the page. Not `devtools.timeline`: it writes down the name and the place of
 * each function that is called, which made ours, one or two a frame, look half as dear again as they are.
 */
export const TRACE_CATEGORIES = ['toplevel', 'disabled-by-default-v8.gc', 'blink.user_timing']

interface Task {
  end: number
  cpu: number
  garbage: number
}

/**
 * The frames between one mark of that name and the next, in order. The task in which a mark stands belongs to the frame
 * that begins with it: scripts run first in a frame, its style, layout and paint follow in the same task.
 */
export function frameCosts(events: readonly TraceEvent[], mark: string): FrameCost[] {
  const marks = events.filter(({ name }) => name === mark).sort((a, b) => a.ts - b.ts)
  const [first] = marks
  if (!first) return []
  const tasks = tasksOf(events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid))
  const frames: FrameCost[] = []
  let next = 0
  for (const [index, { ts }] of marks.entries()) {
    const until = marks[index + 1]?.ts
    if (until === undefined) break
    const frame: FrameCost = { garbage: 0, work: 0 }
    for (let task = tasks[next]; task && task.end <= until; task = tasks[++next]) {
      if (task.end <= ts) continue
      frame.garbage += task.garbage / 1000
      frame.work += (task.cpu - task.garbage) / 1000
    }
    frames.push(frame)
  }
  return frames
}

/** The tasks of one thread in order. Of tasks and of collections inside each other only the outermost counts. */
function tasksOf(events: readonly TraceEvent[]): Task[] {
  const timed = events
    .filter(({ ph, tdur, name }) => ph === 'X' && tdur !== undefined && (isTask(name) || isGarbage(name)))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  const tasks: Task[] = []
  let collectedUntil = -1
  for (const { name, ts, dur = 0, tdur = 0 } of timed) {
    const task = tasks.at(-1)
    const isInside = task !== undefined && ts < task.end
    if (isTask(name)) {
      if (!isInside) tasks.push({ end: ts + dur, cpu: tdur, garbage: 0 })
    } else if (isInside && ts >= collectedUntil) {
      task.garbage += tdur
      collectedUntil = ts + dur
    }
  }
  return tasks
}

const isTask = (name: string): boolean => name.endsWith('RunTask')

const isGarbage = (name: string): boolean => name.includes('GC')
