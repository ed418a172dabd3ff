// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.BusException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * What goes to and fro for the parts that a member owns: of all of them at once, and then the answers are waited for. What
 * fails is done again, all of it, the next time.
 */
final class Traffic {

    private final Link link;
    private final Keys keys;
    private final String group;
    private final Ownership ownership;

    Traffic(Link link, Keys keys, String group, Ownership ownership) {
        this.link = link;
        this.keys = keys;
        this.group = group;
        this.ownership = ownership;
    }

    /** Says what is done. */
    void tell(List<Part> parts) {
        tell(parts, false, part -> {});
    }

    /** Says what is done and gives them back. */
    void release(List<Part> parts, Consumer<Part> released) {
        tell(parts, true, released);
    }

    private void tell(List<Part> these, boolean release, Consumer<Part> released) {
        record Told(Part part, Progress.Acknowledgement what, Link.Sent<Reply> sent) {}
        List<Told> told = new ArrayList<>();
        BusException failure = null;
        for (Part part : these) {
            Progress.Acknowledgement what = part.progress().acknowledge();
            try {
                told.add(new Told(part, what, ownership.acknowledge(part, what, release)));
            } catch (BusException e) {
                part.progress().tellAgain(what);
                failure = e;
            }
        }
        for (Told one : told) {
            try {
                if (failure != null) {
                    one.part().progress().tellAgain(one.what());
                    continue;
                }
                if (link.await(one.sent()).number(0) != 1) {
                    one.part().lose();
                }
                if (release) {
                    released.accept(one.part());
                }
            } catch (BusException e) {
                one.part().progress().tellAgain(one.what());
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Brings what has come, for all parts at once. */
    void feed(Collection<Part> parts) {
        List<Part> hungry = parts.stream()
                .filter(part -> !part.isFinishing() && part.isOwned())
                .toList();
        List<Part> atEnd = feed(hungry, false);
        feed(atEnd, true);
    }

    /** Returns those that have nothing more of this kind, and still have room. */
    private List<Part> feed(List<Part> these, boolean replays) {
        record Fed(Part part, Reading.Asked asked) {}
        List<Fed> fed = new ArrayList<>();
        List<Part> atEnd = new ArrayList<>();
        try {
            for (Part part : these) {
                int room = part.inbox().room();
                if (room > 0 && part.takeHunger(replays)) {
                    fed.add(new Fed(part, part.reading().ask(link, keys, group, replays, room)));
                } else if (room > 0) {
                    atEnd.add(part);
                }
            }
            for (Fed one : fed) {
                if (take(one.part(), one.asked())) {
                    one.part().hunger(!replays, replays);
                } else {
                    atEnd.add(one.part());
                }
            }
        } catch (BusException e) {
            these.forEach(part -> part.hunger(!replays, replays));
            throw e;
        }
        return atEnd;
    }

    /** Whether there may be more. */
    private boolean take(Part part, Reading.Asked asked) {
        List<Entry> entries = part.reading().take(asked, link.await(asked.sent()));
        for (Entry entry : entries) {
            if (entry.replayed() || part.progress().read(entry.id())) {
                part.inbox().arrive(new Arrival(entry, Wire.envelope(entry.fields())));
            }
        }
        return entries.size() == asked.wanted();
    }
}
