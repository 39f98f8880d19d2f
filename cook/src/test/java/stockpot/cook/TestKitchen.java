package stockpot.cook;

import java.util.Map;
import stockpot.cook.env.Places;
import stockpot.cook.host.Interruptions;
import stockpot.cook.operator.Kitchen;

/** A kitchen with these variables. */
final class TestKitchen {
    private TestKitchen() {}

    static Kitchen of(Map<String, String> variables) {
        return new Kitchen(new Places(variables), new SameChance(), Interruptions.NONE);
    }
}
