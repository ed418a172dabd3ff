// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.Registration;
import io.opentelemetry.api.metrics.Meter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;

/** How many appends wait for their outcome, in all storages of the process. */
final class WaitingAppends {

    private final Queue<IntSupplier> storages = new ConcurrentLinkedQueue<>();

    WaitingAppends(Meter meter) {
        meter.gaugeBuilder("eventsource.append.waiting")
                .ofLongs()
                .setUnit("{append}")
                .setDescription("Appends that wait for their outcome")
                .buildWithCallback(measured -> {
                    if (!storages.isEmpty()) {
                        measured.record(storages.stream()
                                .mapToLong(IntSupplier::getAsInt)
                                .sum());
                    }
                });
    }

    Registration add(IntSupplier storage) {
        storages.add(storage);
        return () -> storages.remove(storage);
    }
}
