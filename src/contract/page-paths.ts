// Where people find the pages of an org with their browsers.

export const LOGIN_PATH = "/login";
/** Where a person who is logged in proves it again. */
export const VERIFY_PATH = `${LOGIN_PATH}/verify`;
export const LOGOUT_PATH = "/logout";
export const HOME_PATH = "/home";
export const PASSWORD_PATH = "/password";
/** One-time links are below this path. */
export const OPEN_PATH = "/open";
/** Links that a client's token got. */
export const FRONTDOOR_PATH = "/secur/frontdoor.jsp";
