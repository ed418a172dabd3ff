// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.Receiver;
import dev.eventsource.observe.SnapshotUse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told. */
final class Notebook implements Observer {

    final List<String> notes = new CopyOnWriteArrayList<>();

    @Override
    public <R extends @Nullable Object, X extends Exception> R during(Activity activity, Work<R, X> work) throws X {
        String what = activity.kind() + " " + activity.name()
                + (activity.events().isEmpty() ? "" : " " + activity.events().size());
        notes.add("begin " + what);
        try {
            return work.run();
        } finally {
            notes.add("end " + what);
        }
    }

    @Override
    public void snapshot(String category, SnapshotUse use) {
        notes.add(category + " " + use);
    }

    @Override
    public void page(Receiver subscription, int events, long behind, Duration age) {
        notes.add("page of " + subscription.name() + " with " + events + ", " + behind + " behind"
                + (age.isNegative() || age.toMinutes() > 0 ? " and age " + age : ""));
    }

    @Override
    public void partition(Receiver receiver, int partition, boolean taken) {
        notes.add(receiver.topic() + "/" + receiver.name() + " " + (taken ? "takes " : "gives up ") + partition);
    }

    @Override
    public void message(Receiver receiver, Fate fate) {
        notes.add(receiver.topic() + "/" + receiver.name() + " " + fate);
    }
}
