package io.github.dnsfailover.notify;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the attempts at an alert came, by its id, so that the next one goes on from there. Lost with the process:
 * then people get again what they have, once. Thread-safe.
 */
final class Progress<T> {

    /**
     * A notifier has one alert under way for each {@code Alerts} that uses it, and a test; the oldest one is forgotten.
     */
    private static final int MOST = 100;

    private final Map<String, T> byAlert = new LinkedHashMap<>();

    synchronized Optional<T> of(String alert) {
        return Optional.ofNullable(byAlert.get(alert));
    }

    synchronized void keep(String alert, T value) {
        byAlert.remove(alert); // so that it becomes the newest
        byAlert.put(alert, value);
        if (byAlert.size() > MOST) {
            byAlert.remove(byAlert.keySet().iterator().next());
        }
    }

    synchronized void forget(String alert) {
        byAlert.remove(alert);
    }
}
