/** What tells a program to stop: Ctrl+C, a service manager, and a terminal that is closed. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
