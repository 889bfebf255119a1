/** What the farm reaches out for: a binding's data, what a page loads, an event that is delivered. */
export const PURPOSE_NAMES = ['data', 'pages', 'webhooks'] as const
