// Where the pages of Setup lie: the addresses that people bookmark, and that the command line prints.

/** Every page of Setup is below this. */
export const PAGES_PATH = "/lightning/setup";

/** The first page. */
export const SETUP_HOME = `${PAGES_PATH}/SetupOneHome/home`;
