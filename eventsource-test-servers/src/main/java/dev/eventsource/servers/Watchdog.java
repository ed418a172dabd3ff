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
     * Processes are found by their working directory, so none is missed (the server's children, those stopped, one
     * that was restarted) and none that got a number again is hit. Without /proc there is only the number in the
     * server's own file.
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            read -r end
            data=$1/data
            lock=$data/postmaster.pid
            if [ -d /proc/self/cwd ]; then
              found=yes
              while [ -n "$found" ]; do
                found=
                for process in /proc/[0-9]*; do
                  if [ "$process/cwd" -ef "$data" ]; then
                    found=yes
                    kill -9 "${process#/proc/}"
                  fi
                done
              done
            elif [ -f "$lock" ]; then
              pid=$(head -n 1 "$lock")
              case $(ps -o command= -p "$pid") in
                *"$data"*) kill -QUIT "$pid"; sleep 1; kill -9 "$pid" ;;
              esac
            fi
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
