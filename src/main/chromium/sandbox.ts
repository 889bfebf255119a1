/** Chromium refuses to run as root with its sandbox. */
const isRoot = (): boolean => process.platform === 'linux' && process.getuid?.() === 0

/** What it says where the kernel or the distribution grants it none: it needs user namespaces. */
const NO_SANDBOX = /no usable sandbox|sandbox_linux|setuid_sandbox_host|move to new namespace|zygote_host_impl_linux/i

/** Starts a browser with its sandbox unless it can't be had. Any other failure is thrown. */
export async function inSandbox<T>(start: (sandbox: boolean) => Promise<T>): Promise<T> {
  if (isRoot()) return start(false)
  try {
    return await start(true)
  } catch (error) {
    if (process.platform !== 'linux' || !NO_SANDBOX.test(String(error))) throw error
    return start(false)
  }
}
