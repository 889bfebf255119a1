/** What tells a program to stop: Ctrl+C, a service manager (Ctrl+Break on Windows), and a terminal that is closed. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const
