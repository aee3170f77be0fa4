/** A form with a file, as bytes of known length that are read while they are sent. */

import { randomHex } from "./platform.js";

export class Form {
  /** All of it; its type is the form's media type. */
  readonly content: Blob;
  /** How many bytes stand before the file's first. */
  readonly headBytes: number;
  readonly fileBytes: number;

  /** Of the fields undefined and null are left out, of a list each is said. */
  constructor(fields: object, file: Blob, filename: string) {
    const boundary = `muniment-${randomHex()}`;
    const before: string[] = [];
    for (const [name, value] of Object.entries(fields)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined && one !== null) before.push(`${head(boundary, name)}\r\n\r\n${one}\r\n`);
      }
    }
    before.push(`${head(boundary, "file")}; filename="${escaped(filename)}"\r\n\r\n`);
    const first = new Blob(before);
    const type = `multipart/form-data; boundary=${boundary}`;
    this.content = new Blob([first, file, `\r\n--${boundary}--\r\n`], { type });
    this.headBytes = first.size;
    this.fileBytes = file.size;
  }
}

function head(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
}

/** As browsers write names into forms (HTML, "multipart/form-data encoding algorithm"). */
function escaped(name: string): string {
  return name.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
}
