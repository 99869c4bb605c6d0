package io.kytkin.web;

/**
 * What a call answers.
 *
 * @param location where the object that was made or started can be asked for; null: none
 * @param body     becomes JSON; bytes are JSON already, a string is plain text; null: no content
 */
public record Answer(int status, String location, Object body) {

    public static Answer ok(Object body) {
        return new Answer(200, null, body);
    }

    /** Plain text, where another service's handshake wants it. */
    public static Answer text(String text) {
        return new Answer(200, null, text);
    }

    /** Work was started; the object tells how far it is. */
    public static Answer accepted(String location, Object body) {
        return new Answer(202, location, body);
    }

    /** An object was made. */
    public static Answer created(String location, Object body) {
        return new Answer(201, location, body);
    }
}
