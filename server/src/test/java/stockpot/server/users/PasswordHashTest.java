package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import stockpot.server.ports.jvm.JvmChance;

class PasswordHashTest {
    private final PasswordHash argon2 = new PasswordHash(new JvmChance(), "", null);
    private final PasswordHash bcrypt = new PasswordHash(new JvmChance(), "", 4);

    @Test
    void argon2HashVerifiesOnlyItsPassword() {
        String hash = argon2.hash("sesame");
        assertTrue(hash.startsWith("$argon2id$v=19$m=7168,t=5,p=1$"), hash);
        assertTrue(argon2.verify("sesame", hash));
        assertFalse(argon2.verify("sesame ", hash));
        assertFalse(argon2.verify("", hash));
        assertNotEquals(hash, argon2.hash("sesame"));
        assertFalse(argon2.outdated(hash));
    }

    @Test
    void argon2HashOfTheReferenceProgramVerifies() {
        // argon2 "somesalt" -id -t 2 -k 256 -p 1, from the reference implementation's tests
        String hash =
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                        + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assertTrue(argon2.verify("password", hash));
        assertFalse(argon2.verify("passworD", hash));
        assertTrue(argon2.outdated(hash));
    }

    @Test
    void bcryptHashesOfSynapseVerifyWithAllThreePrefixes() {
        // A published vector of OpenBSD's bcrypt
        String tail = "05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        for (String prefix : new String[] {"$2a$", "$2b$", "$2y$"}) {
            assertTrue(argon2.verify("U*U", prefix + tail), prefix);
            assertFalse(argon2.verify("U*V", prefix + tail), prefix);
        }
        assertTrue(argon2.outdated("$2a$" + tail));
    }

    @Test
    void pepperAndCompatibilityFormAreAppliedAsSynapseDoes() {
        PasswordHash peppered = new PasswordHash(new JvmChance(), "salt&pepper", 4);
        String hash = peppered.hash("ﬁsh");
        assertTrue(hash.startsWith("$2b$04$"), hash);
        assertTrue(peppered.verify("fish", hash));
        assertFalse(bcrypt.verify("fish", hash));
        assertTrue(bcrypt.verify("fishsalt&pepper", hash));
        assertFalse(peppered.outdated(hash));
        assertTrue(argon2.outdated(hash));
    }

    @Test
    void c04_passwordBeyondTheCeilingIsNotLookedAt() {
        String hash = argon2.hash("a".repeat(PasswordHash.MAX_BYTES));
        assertTrue(argon2.verify("a".repeat(PasswordHash.MAX_BYTES), hash));
        String longer = "a".repeat(PasswordHash.MAX_BYTES + 1);
        assertTrue(PasswordHash.tooLong(longer));
        assertFalse(argon2.verify(longer, argon2.hash(longer)));
    }

    @Test
    void hashesOfNoKnownFormVerifyNothing() {
        for (String odd :
                new String[] {
                    "",
                    "x",
                    "$argon2id$v=19$m=999999,t=5,p=1$c29tZXNhbHQ$bm90aGluZ25vdGhpbmc",
                    "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$bm90aGluZ25vdGhpbmc",
                    "$argon2id$v=19$m=256,t=2,p=1$!$!",
                    "$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                    "$2b$xx$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
                }) {
            assertFalse(argon2.verify("password", odd), odd);
        }
        assertEquals(512, PasswordHash.MAX_BYTES);
    }
}
