// Package malformed has directives with something wrong.
package malformed

var a = 1 //keyvet:ignore hardcodedkey // want `directive: //keyvet:ignore has no reason: write //keyvet:ignore hardcodedkey -- why this is safe`

var b = 1 //keyvet:ignore nosuchrule -- reason // want `directive: //keyvet:ignore names the unknown rule nosuchrule`

var c = 1 //keyvet:ignore -- reason // want `directive: //keyvet:ignore wants one rule and a reason`

var d = 1 //keyvet:purpose no-such-purpose // want `directive: //keyvet:purpose names the unknown purpose no-such-purpose`

var e = 1 //keyvet:frobnicate // want `directive: //keyvet:frobnicate is no directive: known are secret, purpose and ignore`

var f = 1 //keyvet:secret nme=X // want `directive: //keyvet:secret wants name=NAME`

//keyvet:secret name=FINE
var g = ""

var x = 1 // keyvet:ignore hardcodedkey -- reason // want `directive: //keyvet:ignore is a plain comment with a space after //: write //keyvet:ignore`

// keyvet:ignored comments are prose, and so is what speaks of keyvet:ignore.
var y = 1

var z = 1 //keyvet:ignore hardcodedkey,secretread -- reason // want `directive: //keyvet:ignore wants one rule and a reason`
