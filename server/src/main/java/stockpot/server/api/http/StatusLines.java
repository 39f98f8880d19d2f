package stockpot.server.api.http;

/** The first line of answers. */
final class StatusLines {
    private static final byte[][] LINES = new byte[600][];

    private StatusLines() {}

    static {
        for (int status = 100; status < LINES.length; status++) {
            LINES[status] = ResponseHead.ascii("HTTP/1.1 " + status + reason(status) + "\r\n");
        }
    }

    static byte[] of(int status) {
        return LINES[status];
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> " OK";
            case 201 -> " Created";
            case 202 -> " Accepted";
            case 204 -> " No Content";
            case 206 -> " Partial Content";
            case 301 -> " Moved Permanently";
            case 302 -> " Found";
            case 304 -> " Not Modified";
            case 307 -> " Temporary Redirect";
            case 308 -> " Permanent Redirect";
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 405 -> " Method Not Allowed";
            case 409 -> " Conflict";
            case 413 -> " Content Too Large";
            case 414 -> " URI Too Long";
            case 415 -> " Unsupported Media Type";
            case 429 -> " Too Many Requests";
            case 431 -> " Request Header Fields Too Large";
            case 500 -> " Internal Server Error";
            case 501 -> " Not Implemented";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            case 504 -> " Gateway Timeout";
            case 505 -> " HTTP Version Not Supported";
            default -> " ";
        };
    }
}
