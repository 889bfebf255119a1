/** The database of a data dir. */
export const DATABASE_FILE = 'bindery.db'
