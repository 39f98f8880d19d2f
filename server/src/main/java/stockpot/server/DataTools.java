package stockpot.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import stockpot.server.cli.DataTool;
import stockpot.server.config.Config;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.json.Json;
import stockpot.server.media.ContentStore;
import stockpot.server.store.Databases;
import stockpot.server.store.Examination;
import stockpot.server.store.StoreException;

/** The tools of the command line that look at stored data. */
final class DataTools implements DataTool {
    @Override
    public ObjectNode examine(Config config) {
        Predicate<String> hasContent = ContentStore.lookInto(config.media().storePath());
        try {
            Examination found = Examination.of(config.database(), hasContent);
            ObjectNode answer = Json.object();
            answer.put("position", found.position());
            answer.set("applied", texts(found.applied()));
            answer.set("pending", texts(found.pending()));
            answer.set("newer", texts(found.newer()));
            answer.set("damage", texts(found.damage()));
            return answer;
        } catch (StoreException e) {
            throw new StartupRefusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = Json.array();
        texts.forEach(array::add);
        return array;
    }

    @Override
    public void copyDatabase(Config config, Path file) {
        try {
            Databases.copy(config.database(), file);
        } catch (StoreException e) {
            throw new StartupRefusal(String.valueOf(e.getMessage()), e);
        }
    }
}
