const say = (line) => process.stdout.write(`${line}\n`);

/** A list of named steps; a step that throws is a failure and ends the run, since later ones stand on it. */
export class Checks {
    constructor(suite) {
        this.suite = suite;
        this.passed = 0;
        this.failed = 0;
    }

    async step(name, body) {
        try {
            const result = await body();
            this.passed++;
            say(`ok   ${this.suite}: ${name}`);
            return result;
        } catch (failure) {
            this.failed++;
            say(`FAIL ${this.suite}: ${name}\n     ${failure?.stack ?? failure}`);
            throw failure;
        }
    }

    /** Prints the count and ends the process. */
    finish() {
        say(`${this.suite}: ${this.passed} passed, ${this.failed} failed`);
        process.exit(this.failed === 0 ? 0 : 1);
    }
}

/** Waits until `probe` gives something truthy; fails with `what` after `limitMs`. */
export async function until(what, probe, limitMs = 20000) {
    const end = Date.now() + limitMs;
    for (;;) {
        const found = await probe();
        if (found) {
            return found;
        }
        if (Date.now() > end) {
            throw new Error(`waited ${limitMs} ms for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** A small valid PNG, 1 by 1. */
export const PICTURE = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
);
