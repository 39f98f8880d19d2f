package stockpot.server.matrix.id;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;

/** A device of a user: any text of up to 255 bytes. */
public record DeviceId(String value) implements Comparable<DeviceId> {
    /**
     * Takes an identifier as any server may send it.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM} if it is none
     */
    public static DeviceId parse(String value) {
        if (!IdGrammar.isOpaque(value)) {
            throw MatrixErrors.invalidParam("not a valid device id");
        }
        return new DeviceId(value);
    }

    /** Written out, as {@code hashCode} is: what the compiler makes costs several times as much. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceId that && that.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
