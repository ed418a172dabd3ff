// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.store.WakeUps;
import java.time.Duration;

/** Tells workers that there may be something to do: those of this process at once, those of others by a notice soon. */
final class OperationNotices implements AutoCloseable {

    private final Database database;
    private final WakeUps wakeUps = new WakeUps();
    private final Notices notices = new Notices(this::send);

    OperationNotices(Database database) {
        this.database = database;
    }

    /** Who is told in this process. */
    WakeUps wakeUps() {
        return wakeUps;
    }

    /** Of something that was committed. */
    void tell() {
        wakeUps.wakeAll();
        notices.ask();
    }

    private Duration send() {
        if (notices.take()) {
            database.reading(sql -> sql.list(row -> true, Notices.OF_OPERATIONS));
        }
        return Duration.ZERO;
    }

    @Override
    public void close() {
        notices.close();
    }
}
