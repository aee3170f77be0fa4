/** The version of the package, which the user agent says. */
export const VERSION = "0.1.0";
