package stockpot.bench.scenario;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Subject;

/** Many people of one server, and things done by many at once. */
final class Crowd implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
    private final Subject subject;

    Crowd(Subject subject) {
        this.subject = subject;
    }

    /** Registers so many people, a few at once. */
    List<MatrixClient> register(String prefix, int count) {
        List<MatrixClient> people = new ArrayList<>();
        for (int from = 0; from < count; from += 8) {
            int first = from;
            people.addAll(
                    together(
                            Math.min(8, count - from),
                            i ->
                                    MatrixClient.register(
                                            http, subject.base(), prefix + (first + i))));
        }
        return people;
    }

    MatrixClient registerOne(String name) {
        return MatrixClient.register(http, subject.base(), name);
    }

    MatrixClient login(String name) {
        return MatrixClient.login(http, subject.base(), name);
    }

    /** Does {@code work(0 … count−1)}, all at once, and waits for all. */
    <T> List<T> together(int count, IntFunction<T> work) {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            futures.add(threads.submit(() -> work.apply(index)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(get(future));
        }
        return results;
    }

    /** Starts work on a thread of its own. */
    <T> Future<T> start(java.util.concurrent.Callable<T> work) {
        return threads.submit(work);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
