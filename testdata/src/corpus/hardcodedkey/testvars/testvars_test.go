package testvars

import "testing"

func TestOpen(t *testing.T) {
	if _, err := open(&forTests); err != nil {
		t.Fatal(err)
	}
	if _, err := open(pointerForTests); err != nil {
		t.Fatal(err)
	}
}
