package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.consul.Policy;
import stockpot.cook.env.Reading;
import stockpot.cook.env.Settings;
import stockpot.cook.files.Identity;
import stockpot.cook.files.ServerConfig;
import stockpot.cook.host.Host;

/** Says where secrets lie; never what they are. */
@Command(
        name = "secrets",
        description = "Say where the secrets and keys of this server lie, never what they are.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class SecretsCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

    /** The command. */
    public SecretsCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Reading reading = Kitchen.read(where.inputs(kitchen));
        Settings settings = reading.settings();
        Host host = kitchen.host(reading);
        Map<String, String> places = new LinkedHashMap<>();
        put(places, host, "signing key", ServerConfig.signingKey(settings));
        Identity.secrets(settings).forEach((name, file) -> put(places, host, name, file));
        if (settings.sharedSecret() != null) {
            places.put("registration_shared_secret", "as MYSHAREDSECRET says");
        }
        Speech speech = Speech.ofProcess(kitchen.environment());
        if (where.json()) {
            speech.json(places);
        } else {
            places.forEach((name, place) -> speech.say(name + ": " + place));
            if (settings.consul() != null) {
                Policy.text(settings).lines().forEach(speech::say);
            }
        }
        return 0;
    }

    private static void put(Map<String, String> places, Host host, String name, Path file) {
        String mode = host.mode(file);
        places.put(name, mode == null ? file + " (missing)" : file.toString());
    }
}
