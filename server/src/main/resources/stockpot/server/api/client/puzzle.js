"use strict";
// Finds a number such that SHA-256 of "SESSION:NUMBER" begins with so many zero bits. The hash is
// written out here, since the browser's own is not there on pages without TLS, and slow for this.
const form = document.getElementById("puzzle");
const progress = document.getElementById("progress");
const bits = Number(form.dataset.bits);
const prefix = form.dataset.session + ":";
const AT_ONCE = 20000;

function fraction(x) {
    return Math.floor((x - Math.floor(x)) * 4294967296) | 0;
}

const start = new Int32Array(8);
const constants = new Int32Array(64);
for (let n = 2, count = 0; count < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) {
        prime = n % d !== 0;
    }
    if (prime) {
        if (count < 8) {
            start[count] = fraction(Math.sqrt(n));
        }
        constants[count++] = fraction(Math.cbrt(n));
    }
}

const words = new Int32Array(64);

function turn(x, n) {
    return (x >>> n) | (x << (32 - n));
}

/** The first 32 bits of the hash of a short ASCII text; all blocks are hashed. */
function firstWord(text) {
    const length = text.length;
    const blocks = ((length + 8) >> 6) + 1;
    const bytes = new Uint8Array(blocks * 64);
    for (let i = 0; i < length; i++) {
        bytes[i] = text.charCodeAt(i);
    }
    bytes[length] = 0x80;
    new DataView(bytes.buffer).setUint32(blocks * 64 - 4, length * 8);
    const view = new DataView(bytes.buffer);
    const h = Int32Array.from(start);
    for (let block = 0; block < blocks; block++) {
        for (let i = 0; i < 16; i++) {
            words[i] = view.getInt32(block * 64 + i * 4);
        }
        for (let i = 16; i < 64; i++) {
            const a = words[i - 15];
            const b = words[i - 2];
            words[i] =
                (words[i - 16] +
                    (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) +
                    words[i - 7] +
                    (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) |
                0;
        }
        let [a, b, c, d, e, f, g, k] = h;
        for (let i = 0; i < 64; i++) {
            const one =
                (k +
                    (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
                    ((e & f) ^ (~e & g)) +
                    constants[i] +
                    words[i]) |
                0;
            const two =
                ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
            k = g;
            g = f;
            f = e;
            e = (d + one) | 0;
            d = c;
            c = b;
            b = a;
            a = (one + two) | 0;
        }
        [a, b, c, d, e, f, g, k].forEach((value, i) => {
            h[i] = (h[i] + value) | 0;
        });
    }
    return h[0] >>> 0;
}

let nonce = 0;

function search() {
    for (let i = 0; i < AT_ONCE; i++, nonce++) {
        // At most 28 bits are asked for, so the first word decides.
        if (Math.clz32(firstWord(prefix + nonce)) >= bits) {
            form.elements.nonce.value = String(nonce);
            progress.textContent = "Solved.";
            form.submit();
            return;
        }
    }
    progress.textContent = "Solving … " + nonce;
    setTimeout(search, 0);
}

search();
