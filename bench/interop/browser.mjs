/**
 * A page in headless Chromium logs in by password and shows the timeline; what the other one says appears
 * without reload. Usage: node browser.mjs BASE_URL [CHROMIUM]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { Checks } from "./checks.mjs";

const baseUrl = process.argv[2];
const executablePath = process.argv[3] ?? "/usr/bin/chromium";
const here = import.meta.dirname;
const checks = new Checks("browser");
const stamp = Date.now().toString(36);
const password = "correct horse battery";

async function call(method, path, token, body) {
    const answer = await fetch(`${baseUrl}/_matrix/client/v3${path}`, {
        method,
        headers: token ? { Authorization: `Bearer ${token}` } : {},
        body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
}

function register(localpart) {
    const auth = { type: "m.login.dummy" };
    return call("POST", "/register", null, { username: `${localpart}_${stamp}`, password, auth });
}

function say(person, roomId, body) {
    const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${Math.random()}`;
    return call("PUT", path, person.access_token, { msgtype: "m.text", body });
}

/** Serves the page and its bundled script on a port of its own, as a real client would lie elsewhere. */
async function servePage() {
    const bundle = await build({
        entryPoints: [join(here, "browser/page.js")],
        bundle: true,
        write: false,
        format: "iife",
        define: { global: "window" },
    });
    const files = {
        "/": ["text/html", readFileSync(join(here, "browser/index.html"))],
        "/page.js": ["text/javascript", bundle.outputFiles[0].contents],
    };
    const server = createServer((request, response) => {
        const [type, body] = files[request.url] ?? [undefined, undefined];
        response.writeHead(body ? 200 : 404, type ? { "Content-Type": type } : {}).end(body);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
}

const profile = mkdtempSync(join(tmpdir(), "stockpot-browser-"));
let server, browser;
try {
    const alice = await register("alice");
    const bob = await register("bob");
    const { room_id: roomId } = await call("POST", "/createRoom", alice.access_token, { invite: [bob.user_id] });
    await call("POST", `/join/${encodeURIComponent(roomId)}`, bob.access_token, {});
    await say(alice, roomId, "said before the page was opened");
    server = await servePage();
    browser = await chromium.launchPersistentContext(profile, {
        executablePath,
        headless: true,
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"],
    });
    const page = await browser.newPage();
    await checks.step("the page logs in by password", async () => {
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        await page.evaluate((url) => (document.getElementById("server").value = url), baseUrl);
        await page.fill("#user", `alice_${stamp}`);
        await page.fill("#password", password);
        await page.click("button");
        await page.waitForFunction(() => /PREPARED|SYNCING/.test(document.getElementById("state").textContent));
    });
    await checks.step("the page shows the timeline", () =>
        page.getByText("said before the page was opened").waitFor({ timeout: 20000 }));
    await checks.step("what Bob says appears without reload", async () => {
        await say(bob, roomId, "said while the page is open");
        await page.getByText(`${bob.user_id}: said while the page is open`).waitFor({ timeout: 20000 });
    });
} catch (failure) {
    if (checks.failed === 0) {
        checks.failed++;
        console.log(`FAIL browser: setting up\n     ${failure?.stack ?? failure}`);
    }
} finally {
    await browser?.close();
    server?.close();
    rmSync(profile, { recursive: true, force: true });
}
checks.finish();
