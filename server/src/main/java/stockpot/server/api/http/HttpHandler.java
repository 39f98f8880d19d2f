package stockpot.server.api.http;

/** Who answers requests. */
public interface HttpHandler {
    /** Answers an exchange, on the thread of its connection. Without an answer it is closed. */
    void handle(Exchange exchange);

    /** The answer to what is no request at all. */
    Refusal refusal(int status, String reason);

    /** A short answer. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Refusal(ResponseHead head, byte[] body) {}
}
