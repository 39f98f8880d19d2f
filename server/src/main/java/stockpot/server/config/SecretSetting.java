package stockpot.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A secret that stands in the file itself or, better, in a file of its own ({@code …_path}). */
record SecretSetting(Setting<String> inline, Setting<Path> file) {
    private static final int MAX_CHARACTERS = 65_536;

    static SecretSetting of(String key, String fallback, String doc) {
        return new SecretSetting(
                Setting.open(key, Types.TEXT, fallback, doc),
                Setting.open(
                        key + "_path",
                        Types.PATH,
                        "none",
                        "A file that holds `" + key + "`; blanks around it are cut off."));
    }

    List<Setting<?>> settings() {
        return List.of(inline, file);
    }

    /** The secret, or null where neither key is given. */
    @Nullable String read(Values values, Problems problems) {
        String secret = values.find(inline);
        Path path = values.find(file);
        if (path == null) {
            return secret;
        }
        if (secret != null) {
            String both = "give either this or " + inline.path() + ", not both";
            problems.add(values.where(file), file.path(), both);
            return null;
        }
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8).strip();
            if (!text.isEmpty() && text.length() <= MAX_CHARACTERS) {
                return text;
            }
            problems.add(values.where(file), file.path(), path + " holds no secret");
        } catch (IOException e) {
            problems.add(values.where(file), file.path(), "cannot read " + path);
        }
        return null;
    }
}
