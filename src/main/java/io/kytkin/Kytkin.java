package io.kytkin;

/** The command line of Kytkin. */
public final class Kytkin {
    private Kytkin() { }

    public static void main(String[] args) {
        System.out.println("Kytkin");
    }
}
