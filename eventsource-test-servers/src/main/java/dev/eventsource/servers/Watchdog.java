// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Ends a server with this JVM, however that ends: a shell that waits for the end of a pipe, kills what works in the
 * server's data folder, frees its shared memory and deletes the folder.
 */
final class Watchdog implements AutoCloseable {

    /**
     * First PostgreSQL is asked to end at once, which leaves nothing behind; then what still runs is killed. Processes
     * are found by their working directory, so none is missed (a server's children, those stopped, one that was
     * restarted) and none that got a number again is hit. Without /proc there are only the command lines with that
     * directory in them.
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            read -r end
            data=$1/data
            working() {
              if [ -d /proc/self/cwd ]; then
                for process in $(cd /proc && echo [0-9]*); do
                  [ "/proc/$process/cwd" -ef "$data" ] && echo "$process"
                done
              else
                ps -A -o pid= -o command= | data=$data awk 'index($0, ENVIRON["data"]) { print $1 }'
              fi
            }
            lock=$data/postmaster.pid
            pid=$(head -n 1 "$lock")
            if [ -n "$pid" ] && working | grep -qx "$pid"; then
              kill -QUIT "$pid"
              for turn in 1 2 3 4 5 6 7 8 9 10; do
                working | grep -qx "$pid" && sleep 0.1
              done
            fi
            found=yes
            while [ -n "$found" ]; do
              found=$(working)
              for process in $found; do
                kill -9 "$process"
              done
              [ -n "$found" ] && sleep 0.1
            done
            if [ -f "$lock" ]; then
              set -- "$1" $(sed -n 7p "$lock")
              [ -n "$3" ] && ipcrm -m "$3"
            fi
            rm -rf "$1"
            """;

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** @param folder the server's own; its data are in {@code data} */
    static Watchdog over(Path folder) {
        try {
            return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, "watchdog", folder.toString())
                    .directory(new File("/"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.forEnd(shell);
    }
}
