// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.worker.Worker;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what other processes, and other connections of this one, have committed.
 *
 * <p>How it works: every commit writes to the file or the {@code -wal} file beside it, and the operating system reports
 * that for the folder. {@code pragma data_version} then says whether something was committed by another connection
 * (sqlite.org/pragma.html#pragma_data_version); only a change of it wakes. The same look is taken at every heartbeat, in
 * case reports are not to be had (network file systems) or were lost. After each look it rests a few milliseconds, so
 * that a busy writer does not cost a core.
 */
final class FileWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FileWatch.class);
    private static final Duration REST = Duration.ofMillis(2);

    private final Path file;
    private final Duration heartbeat;
    private final Session session;
    private final Runnable wakeUp;
    private final @Nullable WatchService service;
    private final Worker worker;
    private long dataVersion;
    private Duration patience;

    FileWatch(Database database, Duration heartbeat, Runnable wakeUp) throws SQLException {
        this.file = database.file();
        this.heartbeat = heartbeat;
        this.wakeUp = wakeUp;
        this.patience = heartbeat;
        this.session = new Session(database.openReader());
        this.dataVersion = dataVersion();
        this.service = watch();
        this.worker = Worker.start("eventsource-watch", this::look);
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
            worker.close();
            session.close();
            session.connection().close();
        } catch (IOException | SQLException e) {
            log.debug("{} could not be closed cleanly", file, e);
        }
    }

    /** Null if the operating system has no more to give; then only the heartbeat looks. */
    private @Nullable WatchService watch() {
        Path folder = file.getParent();
        if (folder == null) {
            return null;
        }
        WatchService opened = null;
        try {
            opened = file.getFileSystem().newWatchService();
            folder.register(opened, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            return opened;
        } catch (IOException e) {
            log.warn(
                    "{} cannot be watched ({}); appends of other processes are noticed every {} ms",
                    file,
                    e.getMessage(),
                    heartbeat.toMillis());
            closeQuietly(opened);
            return null;
        }
    }

    private void closeQuietly(@Nullable WatchService opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            log.debug("The watch over {} did not close", file, e);
        }
    }

    /**
     * A commit is reported when it is written, which may be long before it is on the disk and visible: so after a report
     * there are looks at growing intervals until one sees it.
     */
    private Duration look() throws InterruptedException, SQLException {
        long before = dataVersion;
        dataVersion = dataVersion();
        if (dataVersion != before) {
            wakeUp.run();
            patience = heartbeat;
        }
        if (service == null) {
            return heartbeat;
        }
        if (awaitChange(service)) {
            patience = REST;
            return REST;
        }
        Duration doubled = patience.multipliedBy(2);
        patience = doubled.compareTo(heartbeat) < 0 ? doubled : heartbeat;
        return Duration.ZERO;
    }

    private boolean awaitChange(WatchService service) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
                if (key != null && concernsFile(key)) {
                    return true;
                }
            }
            return false;
        } catch (ClosedWatchServiceException e) {
            log.debug("The watch over {} has ended", file);
            patience = heartbeat;
            return true;
        }
    }

    private boolean concernsFile(WatchKey key) {
        boolean concerned = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            concerned |= event.kind() == StandardWatchEventKinds.OVERFLOW
                    || (event.context() instanceof Path name
                            && name.toString().startsWith(String.valueOf(file.getFileName())));
        }
        key.reset();
        return concerned;
    }

    private long dataVersion() throws SQLException {
        try {
            return session.number(session.prepare("pragma data_version"), 0);
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }
}
