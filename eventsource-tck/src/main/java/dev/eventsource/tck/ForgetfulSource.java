// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.outbox.Item;
import dev.eventsource.outbox.Source;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** Loses the first mark, as a process does that dies between publishing and marking. */
final class ForgetfulSource implements Source {

    private final Source own;
    private final AtomicBoolean forgot = new AtomicBoolean();

    ForgetfulSource(Source own) {
        this.own = own;
    }

    @Override
    public List<Item> claim(String runner, int limit, Duration lease) throws Exception {
        return own.claim(UUID.randomUUID().toString(), limit, lease);
    }

    @Override
    public void published(List<Item> items) throws Exception {
        if (forgot.getAndSet(true)) {
            own.published(items);
        }
    }

    @Override
    public void release(List<Item> items) throws Exception {
        own.release(items);
    }

    @Override
    public void failed(Item item, String error, Duration again) throws Exception {
        own.failed(item, error, again);
    }

    @Override
    public void gaveUp(Item item, String error) throws Exception {
        own.gaveUp(item, error);
    }

    @Override
    public long purge(Duration age) throws Exception {
        return own.purge(age);
    }
}
