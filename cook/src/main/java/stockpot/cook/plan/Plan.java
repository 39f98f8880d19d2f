package stockpot.cook.plan;

import java.util.ArrayList;
import java.util.List;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.Step;
import stockpot.cook.services.Duty;
import stockpot.cook.services.Front;
import stockpot.cook.services.Service;

/**
 * Everything that has to be so.
 *
 * @param steps in the order in which they are brought about
 * @param services what runs then
 * @param underRc whether services belong to rc(8), so that nothing stays in front
 * @param duties what is done again and again while it runs
 */
public record Plan(
        Reading reading,
        List<Step> steps,
        List<Service> services,
        List<Duty> duties,
        Front front,
        boolean underRc) {
    public Plan {
        steps = List.copyOf(steps);
        services = List.copyOf(services);
        duties = List.copyOf(duties);
    }

    /** A step that is not as it should be. */
    public record Change(String step, Difference difference) {}

    /** What is not yet as it should be; reads only. */
    public List<Change> changes(Host host) {
        List<Change> changes = new ArrayList<>();
        for (Step step : steps) {
            Difference difference = step.difference(host);
            if (!difference.isNone()) {
                changes.add(new Change(step.name(), difference));
            }
        }
        return changes;
    }
}
