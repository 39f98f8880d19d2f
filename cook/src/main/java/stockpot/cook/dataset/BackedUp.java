package stockpot.cook.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import stockpot.cook.env.StoredAnswers;
import stockpot.cook.host.HostException;

/** What a backup says of itself before it is proven. */
public final class BackedUp {
    private BackedUp() {}

    /**
     * The variables of this process, and where they say nothing the answers that lie in the backup:
     * so a place can be worked out although its data set is not there yet.
     *
     * @throws HostException if there is no backup
     */
    public static Map<String, String> variables(Path backup, Map<String, String> environment) {
        Path answers = backup.resolve("data/answers.json");
        try {
            Map<String, String> variables =
                    new LinkedHashMap<>(StoredAnswers.parse(Files.readAllBytes(answers)));
            variables.putAll(environment);
            return variables;
        } catch (IOException e) {
            throw new HostException(
                    backup
                            + " is no backup, or only a part of one: "
                            + answers
                            + " cannot be read. Use another.",
                    e);
        }
    }
}
