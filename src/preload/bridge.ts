/** What the desktop's window offers to the page in it, as `window.desktop`; absent in a browser. */
export interface DesktopBridge {
  platform: NodeJS.Platform
  /** The token of the farm that this window belongs to, as it is now. */
  readToken(): Promise<string>
}

/** The channel of `readToken`. */
export const TOKEN_CHANNEL = 'bindery:token'
