package stockpot.cook.dataset;

import stockpot.cook.env.Place;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Step;

/** Refuses to start on a data set into which a backup is only half put back. */
public record WholeDataSet(Place place) implements Step {
    @Override
    public String name() {
        return "check data set";
    }

    @Override
    public Difference difference(Host host) {
        if (Restore.isUnfinished(host, place)) {
            throw new HostException(
                    "A backup was being put back into "
                            + place.data()
                            + " and that did not end: run cook restore once more.");
        }
        return Difference.NONE;
    }

    @Override
    public void apply(Host host) {}
}
