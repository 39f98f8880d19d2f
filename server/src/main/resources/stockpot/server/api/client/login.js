"use strict";
const form = document.getElementById("login");
const note = document.getElementById("note");
const passed = ["device_id", "initial_device_display_name"];

form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams(window.location.search);
    const body = {
        type: "m.login.password",
        identifier: { type: "m.id.user", user: form.elements.user.value },
        password: form.elements.password.value,
    };
    for (const name of passed) {
        if (query.has(name)) {
            body[name] = query.get(name);
        }
    }
    const answer = await fetch("/_matrix/client/v3/login", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) {
        note.textContent = json.error || "That did not work.";
    } else if (window.matrixLogin && window.matrixLogin.onLogin) {
        window.matrixLogin.onLogin(json);
    } else {
        note.textContent = "You are logged in.";
    }
});
