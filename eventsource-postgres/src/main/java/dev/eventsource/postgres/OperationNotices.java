// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.store.WakeUps;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells workers that there may be something to do: those of this process at once, those of others by a notice soon. */
final class OperationNotices implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperationNotices.class);

    private final Database database;
    private final WakeUps wakeUps = new WakeUps();
    private final Notices notices = new Notices(this::send);
    private final ReentrantLock sending = new ReentrantLock();

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
        sending.lock();
        try {
            if (notices.take()) {
                notifyOthers();
            }
            return Duration.ZERO;
        } finally {
            sending.unlock();
        }
    }

    /** What is owed is said before the database is closed: nobody would say it later. Waits for what is being said. */
    void sayTheRest() {
        sending.lock();
        try {
            if (notices.owes()) {
                notifyOthers();
            }
        } catch (RuntimeException e) {
            log.debug("{} cannot be told that something was submitted", database, e);
        } finally {
            sending.unlock();
        }
    }

    private void notifyOthers() {
        boolean sent = false;
        try {
            database.reading(sql -> sql.list(row -> true, Notices.OF_OPERATIONS));
            sent = true;
        } finally {
            if (!sent) {
                notices.giveBack();
            }
        }
    }

    @Override
    public void close() {
        notices.close();
    }
}
