package stockpot.server.users;

import stockpot.server.matrix.json.Body;

/** A stage that asks for nothing but to be passed: {@code m.login.dummy}, {@code m.login.terms}. */
public record ConsentStage(String type) implements AuthStage {
    /** Passed by naming it. */
    public static final String DUMMY = "m.login.dummy";

    /** Passed by having seen the policies. */
    public static final String TERMS = "m.login.terms";

    @Override
    public void pass(Body auth, AuthSession session, String address) {}
}
