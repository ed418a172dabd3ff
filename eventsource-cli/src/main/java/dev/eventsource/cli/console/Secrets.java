// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import java.util.regex.Pattern;

/** Keeps passwords from what is shown. Where it cannot tell where one ends, it rather hides too much. */
public final class Secrets {

    private static final String HIDDEN = "***";
    /** Up to the quote that ends a value in a message, else everything. */
    private static final Pattern PARAMETER = Pattern.compile(
            "([\\w.-]*(?:password|passwd|pwd|secret)[\\w.-]*=).*?(?='(?:\\W|\\z)|\\z)",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /** Also where it was taken for a path, which has lost a slash. */
    private static final Pattern ACCOUNT = Pattern.compile("(:/{1,2}[^:/@?\\s']*:)[^\\s']*@");

    /** An '@' behind a port and a '?' is a parameter's. */
    private static final Pattern ACCOUNT_IN_URL =
            Pattern.compile("(//[^:/@?]*:)((?!\\d{1,5}[/,]).*|[^?]*)@", Pattern.DOTALL);

    private Secrets() {}

    /** A message without the passwords of the URLs in it. */
    public static String inText(String text) {
        String hidden = PARAMETER.matcher(text).replaceAll("$1" + HIDDEN);
        return ACCOUNT.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
    }

    /** A store's URL as it is shown: without a password, and of a server without all parameters. */
    public static String inUrl(String url) {
        if (url.startsWith("jdbc:sqlite:")) {
            return url;
        }
        String shown = ACCOUNT_IN_URL.matcher(url).replaceFirst("$1" + HIDDEN + "@");
        return inText(shown.replaceFirst("(?s)\\?.*", ""));
    }
}
