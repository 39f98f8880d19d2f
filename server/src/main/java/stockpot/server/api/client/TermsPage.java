package stockpot.server.api.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Response;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.matrix.error.MatrixErrors;

/** The policy of {@code user_consent.policy_file}, read anew for each visitor. */
public final class TermsPage implements EndpointGroup {
    private static final long MAX_BYTES = 1 << 20;
    private static final Logger log = System.getLogger(TermsPage.class.getName());

    private final RegistrationConfig.@Nullable Terms terms;

    /** The page of these terms. */
    public TermsPage(RegistrationConfig.@Nullable Terms terms) {
        this.terms = terms;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at("GET", Authentication.NONE, _ -> show(), Pages.STATIC + "terms"));
    }

    private Response show() {
        Path file = terms == null ? null : terms.file();
        if (terms == null || file == null) {
            throw MatrixErrors.notFound("No terms lie here");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("larger than any policy");
            }
            String text = Files.readString(file);
            boolean html = file.toString().toLowerCase(Locale.ROOT).endsWith(".html");
            String body = html ? text : "<pre class=\"text\">" + Pages.escape(text) + "</pre>";
            return Pages.page(200, terms.name(), body, "");
        } catch (IOException e) {
            log.log(Level.ERROR, "user_consent.policy_file cannot be read: {0}", e.getMessage());
            throw MatrixErrors.notFound("The terms cannot be read now");
        }
    }
}
