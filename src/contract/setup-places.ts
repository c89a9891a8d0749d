// Where the pages of Setup lie: the addresses that people bookmark, and that the command line prints.

/** Every page of Setup is below this. */
export const PAGES_PATH = "/lightning/setup";

/** The first page. */
export const SETUP_HOME = `${PAGES_PATH}/SetupOneHome/home`;

/** The page of an agent, by its id of 18 characters (platform spec §1.4). */
export const agentPage = (agentId: string): string => `${PAGES_PATH}/EinsteinCopilot/${agentId}/edit`;
