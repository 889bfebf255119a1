import { Dispatcher } from 'undici'

/**
 * A dispatcher to hand out once and keep: behind it, connections come and go as the gate decides. `pick` is asked for
 * every request, so none is ever sent over a connection that the gate has given up.
 */
export class GatedDispatcher extends Dispatcher {
  readonly #pick: (options: Dispatcher.DispatchOptions) => {
    dispatcher: Dispatcher
    options: Dispatcher.DispatchOptions
  }

  constructor(
    pick: (options: Dispatcher.DispatchOptions) => { dispatcher: Dispatcher; options: Dispatcher.DispatchOptions },
  ) {
    super()
    this.#pick = pick
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const picked = this.#pick(options)
    return picked.dispatcher.dispatch(picked.options, handler)
  }
}
