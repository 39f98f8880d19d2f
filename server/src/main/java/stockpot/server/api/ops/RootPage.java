package stockpot.server.api.ops;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Response;

/** What a browser shows that was pointed at the server. */
public final class RootPage implements EndpointGroup {
    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Stockpot</title></head>
            <body>
            <h1>It simmers.</h1>
            <p>This is a Matrix homeserver. To use it, point a Matrix client at this address.</p>
            </body>
            </html>
            """;

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at(
                        "GET",
                        Endpoint.Authentication.NONE,
                        request -> Response.html(200, PAGE),
                        "/"));
    }
}
