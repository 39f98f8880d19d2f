package stockpot.server.matrix.id;

/** The grammars of the identifiers, as plain scans: no pattern of ours can run for long. */
final class IdGrammar {
    /** Longest identifier, sigil and server included, in bytes of UTF-8. */
    static final int MAX_BYTES = 255;

    private static final int MAX_SERVER_NAME = 230;

    private IdGrammar() {}

    /** {@code sigil localpart : server}, where historical ids may have any localpart. */
    static boolean isSigilWithServer(String value, char sigil) {
        int colon = value.indexOf(':');
        return isSigilOpaque(value, sigil) && colon > 0 && isServerName(value.substring(colon + 1));
    }

    static boolean isSigilOpaque(String value, char sigil) {
        return value.length() > 1 && value.charAt(0) == sigil && isOpaque(value);
    }

    static boolean isOpaque(String value) {
        return !value.isEmpty() && value.indexOf('\0') < 0 && utf8Length(value) <= MAX_BYTES;
    }

    static boolean isMediaId(String value) {
        if (value.isEmpty() || value.length() > MAX_BYTES) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isAsciiLetterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** The localparts that this server gives to users: {@code [a-z0-9._=/+-]+} (threat N01). */
    static boolean isNewLocalpart(String localpart) {
        for (int i = 0; i < localpart.length(); i++) {
            char c = localpart.charAt(i);
            boolean ok =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._=/+-".indexOf(c) >= 0;
            if (!ok) {
                return false;
            }
        }
        return !localpart.isEmpty();
    }

    /** {@code [a-zA-Z0-9_]+}, as far as the whole key id stays short. */
    static boolean isKeyVersion(String value) {
        if (value.isEmpty() || value.length() > MAX_BYTES) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isAsciiLetterOrDigit(c) && c != '_') {
                return false;
            }
        }
        return true;
    }

    static boolean isServerName(String value) {
        if (value.isEmpty() || value.length() > MAX_SERVER_NAME) {
            return false;
        }
        int hostEnd = value.charAt(0) == '[' ? value.indexOf(']') + 1 : value.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = value.length();
        }
        return isHost(value.substring(0, hostEnd)) && isPort(value.substring(hostEnd));
    }

    private static boolean isHost(String host) {
        if (host.isEmpty()) {
            return false;
        }
        boolean ipv6 = host.charAt(0) == '[';
        for (int i = ipv6 ? 1 : 0; i < host.length() - (ipv6 ? 1 : 0); i++) {
            char c = host.charAt(i);
            boolean ok = ipv6 ? isHexDigit(c) || c == ':' || c == '.' : isNameCharacter(c);
            if (!ok) {
                return false;
            }
        }
        return !ipv6 || host.length() > 3;
    }

    private static boolean isPort(String part) {
        if (part.isEmpty()) {
            return true;
        }
        if (part.charAt(0) != ':' || part.length() < 2 || part.length() > 6) {
            return false;
        }
        int port = 0;
        for (int i = 1; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port >= 1 && port <= 65535;
    }

    private static boolean isNameCharacter(char c) {
        return isAsciiLetterOrDigit(c) || c == '-' || c == '.';
    }

    private static boolean isHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Length in UTF-8; a lone surrogate counts three bytes. */
    static int utf8Length(String value) {
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                bytes += 1;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
