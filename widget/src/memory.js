/* The dictionary a visitor chose last, on this site and for this value of `dict`. */

/** @param {string} wished the tag's attribute `dict` */
const key = (wished) => "tra-tu.dict" + (wished ? ":" + wished : "");

/** @param {string} wished */
export function remembered(wished) {
  try {
    return localStorage.getItem(key(wished)) ?? wished;
  } catch {
    return wished; // storage is closed to this page
  }
}

/**
 * @param {string} wished
 * @param {string} dictionary
 */
export function remember(wished, dictionary) {
  try {
    localStorage.setItem(key(wished), dictionary);
  } catch {
    /* then it is not remembered */
  }
}
