/// Passwords of ten and more characters that everybody who guesses tries first: rows and columns of keyboards, counting,
/// words with a year or with 123, and what is favoured on Chinese ones (numbers that sound like words, pinyin, surnames).
/// Taken from the long entries of published lists of the commonest; in lower case, as passwords are compared with them.
enum CommonPasswords {
  static let all = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))

  private static let text = #"""
    0123456789 01234567890 0987654321 09876543210 1122334455 112233445566 11223344556677 1212121212 1231231230
    1231231234 123123123a 123123qweqwe 123321123321 1234512345 123454321a 1234554321 123456.com 1234567887654321
    123456789! 123456789. 1234567890 1234567890-= 12345678900 1234567890a 1234567890q 1234567891 12345678910
    123456789123 1234567899 123456789987654321 123456789a 123456789abc 123456789q 123456789qwe 123456789z 12345678a!
    123456@abc 123456@qq.com 123456abcdef 123456asdfgh 123456qwerty 12345qwert 1234qwer!@#$ 1234qwerasdf 123@abc.com
    123qwe!@#qwe 123qwe123qwe 123qweasdzxc 13141314520 1314520131 13145201314 1314520520 1314520woaini 1413141314
    1472583690 147258369147 147258369a 1478963250 159357258456 159753456852 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u
    1q2w3e4r5t6y7u8i 1qaz!qaz2wsx 1qaz2wsx3e 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz@wsx3edc 1qazxsw23edc 5201314520
    52013145201314 5201314woaini 520520520520 5211314521 521521521521 6666666666a 7418529630 741852963a 7894561230
    789456123a 8888888888a 9876543210 987654321a 987654321q 9998887777 9999999990 a123456789 a1234567890 a12345678910
    a1b2c3d4e5 a1s2d3f4g5 aa12345678 aa123456789 aaa1234567 aaa123456789 aaaa123456 ab123456789 abc1234567
    abc12345678 abc123456789 abc123abc123 abc@123456 abcabcabc123 abcd123456 abcd12345678 abcde12345 abcdef123456
    abcdefg123 abcdefghij abcdefghijk abcdefghijklmn admin12345 admin123456 admin@1234 admin@12345 admin@123456
    adminadmin adminadmin123 administrator asd123456789 asd123asd123 asdf123456 asdf;lkj123 asdfasdf123 asdfghjkl1
    asdfghjkl12 asdfghjkl123 asdfghjkl; baseball123 basketball beijing123 beijing2008 caonima123 changeme123
    changeme1234 chelsea123 chocolate1 christopher computer123 cxcxcxcxcx dearbook123 default123 dongdong123
    dragon12345 feng123456 football123 forever123 foshan1234 foshan123456 fuckyou123 guangzhou123 guest123456
    haha123456 happy12345 hello12345 hello123456 helloworld helloworld1 huawei12345 huawei@123 iloveyou12 iloveyou123
    iloveyou1234 iloveyou1314 iloveyou520 iloveyouforever internet123 jiajia123456 jiaju123456 jiaju@123456
    jiazhuang123 joinery123 joinery1234 joinery12345 joinery123456 kingdee123 letmein123 letmein1234 li123456789
    liverpool1 login123456 love123456 love1314520 loveyou123 loveyou1314 manager123 manager1234 master1234 meiyoumima
    michelle123 microsoft123 monkey12345 mypassword mypassword1 nihao12345 nihao123456 nishizhu123 office12345
    p@ssw0rd123 p@ssw0rd1234 p@ssword123 pa$$w0rd123 pa55word123 passw0rd12 passw0rd123 password!1 password01
    password11 password12 password123 password123! password1234 password12345 password123456 password@1 password@123
    password@1234 passwordpassword princess123 qaz123456789 qazwsx1234 qazwsx123456 qazwsxedc1 qazwsxedc12
    qazwsxedc123 qazwsxedcrfv qazxswedc123 qazxswedcvfr qq123456789 qq1234567890 qq5201314520 qwe123456789
    qwe123qwe123 qweasd123456 qweasdzxc1 qweasdzxc12 qweasdzxc123 qwer123456 qwer12345678 qwerasdfzxcv qwert12345
    qwert123456 qwertasdfg qwertasdfgzxcvb qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop1
    qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopasdfghjkl root123456 rootroot123 secret1234 shanghai123
    shenzhen123 shop123456 shop1234567 spring2026! ssssssssss1 starwars123 summer2024 summer2025 summer2026
    sunshine123 superman123 system12345 taobao123456 temp123456 test123456 test1234567 test12345678 testtest123
    tiantang123 trustno1234 user123456 w123456789 wang123456 wang12345678 wangjimima wangyut2123 weixin123456
    welcome123 welcome1234 welcome12345 welcome@123 winter2025 winter2026 wo123456789 woaini12345 woaini123456
    woaini1314 woaini131420 woaini13145 woaini1314520 woaini5201 woaini5201314 woaini521521 woainima123 woaiwojia123
    woaiwojia520 wocaonima123 wodemima123 wodemima123456 wojiushiwo wojiushiwo123 woshinibaba woshishui123
    woshitiancai xiaoming123 xiaoxiao123 xx123456789 yang123456 yuanfang123 yxcvbnm123 z123456789 zaq12wsxcde3
    zaq1xsw2cde3 zaq1zaq1zaq1 zhang123456 zhangwei123 zhao123456 zhendezhende zxc123456789 zxc123zxc123 zxcvbnm,./
    zxcvbnm123 zxcvbnm1234 zxcvbnm12345 zxcvbnm123456 zxcvbnmasdfghjkl zz123456789
    """#
}
