// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first word of every statement, also of those behind a semicolon: those that end a transaction, begin or
 * divide one are refused. The methods of the same names are refused by the connection behind it.
 */
final class LentConnection {

    private static final Set<String> REFUSED = Set.of(
            "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare transaction");

    /** What is no statement: quoted text and names, the bodies of functions, comments. */
    private static final Pattern QUOTED =
            Pattern.compile("'[^']*+'|\"[^\"]*+\"|(\\$\\w*\\$).*?\\1|--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    private LentConnection() {}

    static Connection of(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> lend(call(connection, method, arguments), method));
    }

    private static @Nullable Object lend(@Nullable Object result, Method method) {
        return result instanceof Statement statement
                ? proxy(method.getReturnType(), (called, arguments) -> call(statement, called, arguments))
                : result;
    }

    private static <T> T proxy(Class<T> type, Target target) {
        return type.cast(Proxy.newProxyInstance(
                LentConnection.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return arguments[0] == proxy;
                    }
                    if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
                        check(method, sql);
                    }
                    return target.call(method, arguments);
                }));
    }

    /** Of the methods that take a statement's text: prepareStatement, nativeSQL, execute, executeUpdate, addBatch. */
    private static void check(Method method, String sql) throws SQLException {
        if (!method.getName().startsWith("prepare")
                && !method.getName().startsWith("execute")
                && !method.getName().equals("addBatch")) {
            return;
        }
        for (String statement : QUOTED.matcher(sql).replaceAll(" ").split(";", -1)) {
            check(statement.strip().toLowerCase(Locale.ROOT));
        }
    }

    private static void check(String statement) throws SQLException {
        for (String word : REFUSED) {
            if (statement.startsWith(word)
                    && (statement.length() == word.length()
                            || !Character.isLetterOrDigit(statement.charAt(word.length())))) {
                throw new SQLException(
                        "\"" + word
                                + "\" is not yours to say here: what the handler writes and that the operation is done are committed"
                                + " together, when the handler returns. OperationContext.unsafe() gives a connection that takes it");
            }
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** What is behind a proxy. */
    private interface Target {
        @Nullable
        Object call(Method method, Object @Nullable [] arguments) throws Throwable;
    }
}
