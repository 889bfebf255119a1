/** Packages that are hundreds of small files each, which take a start longer to find than to read: they are bundled. */
export const BUNDLED = ['kysely', 'zod', 'fastify-type-provider-zod', 'puppeteer-core']
