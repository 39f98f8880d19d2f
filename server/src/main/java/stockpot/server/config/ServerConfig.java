package stockpot.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.ServerName;

/**
 * Who the server is and where its things lie.
 *
 * @param name {@code server_name}: the part behind the colon of its users' ids
 * @param publicBaseurl {@code public_baseurl}, ending in {@code /}, or null
 * @param dataDir {@code data_dir} (ours): where everything without a path of its own goes
 * @param signingKeyPath {@code signing_key_path}: the Ed25519 key, made at the first start
 * @param macaroonSecretKey {@code macaroon_secret_key}: secret of tokens
 * @param formSecret {@code form_secret}: secret of forms
 */
public record ServerConfig(
        ServerName name,
        @Nullable String publicBaseurl,
        Path dataDir,
        Path signingKeyPath,
        String macaroonSecretKey,
        String formSecret) {
    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "ServerConfig[" + name + "]";
    }
}
