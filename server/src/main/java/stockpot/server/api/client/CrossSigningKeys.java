package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.e2ee.CrossSigning;
import stockpot.server.e2ee.KeyReplacement;
import stockpot.server.e2ee.SignatureUploads;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.users.AuthSession;
import stockpot.server.users.InteractiveAuth;

/** Client-Server API, "Cross-signing". */
public final class CrossSigningKeys implements EndpointGroup {
    private static final String UNSTABLE = "/_matrix/client/unstable";
    private static final String OPERATION = "POST /keys/device_signing/upload";

    /** Tries against another upload of the same user at the same time. */
    private static final int TRIES = 3;

    private final CrossSigning keys;
    private final SignatureUploads signatures;
    private final InteractiveAuth auth;
    private final KeyReplacement replacement;

    /** Offers what these do. */
    public CrossSigningKeys(
            CrossSigning keys,
            SignatureUploads signatures,
            InteractiveAuth auth,
            KeyReplacement replacement) {
        this.keys = keys;
        this.signatures = signatures;
        this.auth = auth;
        this.replacement = replacement;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("POST", "/keys/device_signing/upload", this::uploadKeys)
                        .also(UNSTABLE + "/keys/device_signing/upload"),
                Endpoint.client("POST", "/keys/signatures/upload", this::uploadSignatures)
                        .also(UNSTABLE + "/keys/signatures/upload"));
    }

    /** Threat Y04: who may not replace keys finds out before anything is stored. */
    private Response uploadKeys(Request request) {
        ObjectNode body = request.body();
        AuthSession session = null;
        for (int i = 0; i < TRIES; i++) {
            CrossSigning.Plan plan = keys.plan(request.caller().user(), body);
            if (plan.needsAuthentication()
                    && session == null
                    && !replacement.isAllowed(request.caller().user())) {
                session = auth.demand(request.caller(), OPERATION, body, request.clientAddress());
            }
            if (store(plan, session)) {
                return Response.empty();
            }
        }
        throw MatrixErrors.unavailable("The keys keep changing", Duration.ofSeconds(1));
    }

    private boolean store(CrossSigning.Plan plan, @Nullable AuthSession session) {
        return keys.store(
                plan,
                tx -> {
                    if (session != null) {
                        auth.finish(tx, session);
                    } else if (plan.needsAuthentication()) {
                        replacement.used(tx, plan.user());
                    }
                });
    }

    private Response uploadSignatures(Request request) {
        return Response.json(signatures.upload(request.caller().user(), request.body()));
    }
}
